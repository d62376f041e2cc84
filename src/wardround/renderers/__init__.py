"""Renderers: the one result model -> what people read. Wording comes from message ids."""
