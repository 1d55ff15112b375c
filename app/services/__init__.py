"""What the office does, one verb each: bill, collect, refund, import.

``queries`` is the read side; ``ports`` names what is needed from the world outside.
"""
