package dev.casement.cli;

/** The entry point of {@code casement}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(0);
  }
}
