"""What a rep does on a screen, answered: one module for each kind of screen."""
