"""Controllers of the screens of trainers and labellers."""
