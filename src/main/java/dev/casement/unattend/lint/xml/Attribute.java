package dev.casement.unattend.lint.xml;

/** An attribute of an element; its namespace is empty if the name has no prefix. */
public record Attribute(String name, String namespace, String value) {}
