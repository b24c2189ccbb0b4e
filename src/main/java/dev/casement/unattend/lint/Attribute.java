package dev.casement.unattend.lint;

/** An attribute of an element; the namespace is empty where the name has no prefix. */
record Attribute(String name, String namespace, String value) {}
