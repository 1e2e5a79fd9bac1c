"""The wiring: the turn graph, the turn runner and the room, which is all a door may call."""
