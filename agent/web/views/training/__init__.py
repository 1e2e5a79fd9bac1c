"""The screens of trainers and labellers."""
