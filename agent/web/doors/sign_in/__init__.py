"""The pages by which people come in and go, behind the entrance."""
