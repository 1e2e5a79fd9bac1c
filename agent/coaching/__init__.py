"""Coaching: other ways of saying a line, drills cut from personas, and when they are due. The only importer of fsrs."""
