package dev.casement.recipe.yaml;

import dev.casement.report.Position;

/**
 * One thing that is wrong with a recipe.
 *
 * @param path the key it is about, such as {@code windows.edition} or {@code steps[0].run}; empty
 *     for the file as a whole
 * @param text what is wrong and what would be right
 */
record Problem(Position position, String path, String text) {
  /** The line a user reads: {@code recipe.yaml:12:5: windows.edition: …}. */
  String in(String file) {
    return file + ":" + position + ": " + (path.isEmpty() ? "" : path + ": ") + text;
  }
}
