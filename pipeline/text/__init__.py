"""Pages into statements, and statements without their identity."""
