"""The label desk: lines brought, coded blind, settled, and handed on."""
