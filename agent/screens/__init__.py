"""The browser app's screens. Gradio's telemetry is switched off here, because it is read when gradio is imported."""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
