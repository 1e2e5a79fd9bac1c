"""What the trainers' workshop measures with, over the page's own contracts (`agent/runtime/workshop/`)."""
