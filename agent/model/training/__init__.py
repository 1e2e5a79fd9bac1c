"""Words of the trainers' workshop and of the label desk."""
