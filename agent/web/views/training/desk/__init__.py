"""The screens of the label desk."""
