"""Personas and rubrics: YAML files to models, with findings that name file, key and mend."""
