"""A language model at any address that speaks OpenAI's way of chatting, a local one too: one question, one answer."""

from app.gateways.language_model.endpoint import Endpoint

__all__ = ["Endpoint"]
