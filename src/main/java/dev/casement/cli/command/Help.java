package dev.casement.cli.command;

/**
 * The output of {@code casement --help} and {@code casement --version}, as constants, so that
 * neither loads the command-line library.
 */
public final class Help {
  public static final String VERSION = "0.1.0-SNAPSHOT";

  public static final String TEXT =
      """
      Usage: casement COMMAND [OPTIONS]

      From a Windows install ISO to a verified, cloud-ready image, unattended.

      Commands:
        rehearse    Run a whole build against stand-in install media
        build       Build an image from a recipe
        attach      Show what a running build shows
        publish     Put a built image into an OpenStack image store
        plan        Show what a build would do, without doing it
        init        Write a recipe from what is on the media
        inspect     Show what an install ISO, a WIM or virtio-win.iso holds
        lint        Find what is wrong with answer files
        verify      Find what is wrong with an image before it is booted
        doctor      Check that this host has what Casement needs
        clean       Show what builds left behind, and remove what is not needed
        completion  Print a completion script for bash and zsh

      Options:
        -h, --help     Show this page
        -V, --version  Show the version

      `casement COMMAND --help` describes a command. The exit code tells why a build
      failed; docs/cli.md lists them all.
      """;

  private Help() {}
}
