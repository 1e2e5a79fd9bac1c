"""The embedded coder: encoder and heads. The only package that imports onnxruntime."""
