"""The wire to an OpenAI-compatible endpoint. The only package that imports openai and tenacity."""
