"""Tables: word lists, weights and minimums that ship as YAML below `rubrics/`, each read once, when first asked for."""
