"""The commands of `rollwith`, one file each."""
