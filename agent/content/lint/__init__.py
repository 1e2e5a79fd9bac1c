"""What a persona that is valid still lacks: lines, wording, structure."""
