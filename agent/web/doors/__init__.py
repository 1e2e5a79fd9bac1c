"""What stands before gradio: who asks, from where, and what no screen needs."""
