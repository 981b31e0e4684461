"""Scripts that print figures. They assert nothing: figures depend on the machine."""
