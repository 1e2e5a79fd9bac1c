"""What the editing of customers and rubrics has in common, and the form of full customers."""
