"""The vocabulary: frozen models and enums that every floor above shares."""
