package dev.casement.unattend.lint.xml;

/** An attribute of an element; the namespace is empty where the name has no prefix. */
public record Attribute(String name, String namespace, String value) {}
