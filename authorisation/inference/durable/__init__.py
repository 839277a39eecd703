"""Inference, durable."""
