"""Commands about what trainers and labellers make."""
