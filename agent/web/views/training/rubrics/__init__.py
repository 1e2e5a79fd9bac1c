"""The screens of the rubric: as it stands, its forms, what an edit changes, and its versions."""
