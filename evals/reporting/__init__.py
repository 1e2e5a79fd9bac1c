"""Reports: HTML, plots and the rows that failed."""
