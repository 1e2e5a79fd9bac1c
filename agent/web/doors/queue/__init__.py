"""The way to gradio's queue: what a page may ask of the handlers, and whose stream tells the answer."""
