package dev.casement.recipe.yaml;

import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Position;
import dev.casement.report.Problems;
import dev.casement.windows.WrittenText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A recipe on disk. */
public final class RecipeFile {
  /** Far larger than any real recipe. */
  private static final int LARGEST = 1 << 20;

  private final Path file;
  private final Map<String, String> environment;

  /**
   * @param environment where {@code { env: NAME }} is looked up
   */
  public RecipeFile(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * Reads the recipe, with defaults filled in and paths made absolute.
   *
   * @throws BuildException RECIPE when it cannot be read or anything is wrong with it: every
   *     problem at once, with line and column
   */
  public Recipe read() {
    return read(text(), file, environment);
  }

  /**
   * Reads the resolved recipe that a build has recorded.
   *
   * @param record the file it is recorded in; relative paths are relative to its directory
   * @throws BuildException RECIPE when it contains something unknown to this version of Casement
   */
  public static Recipe recorded(Map<String, Object> form, Path record) {
    return read(YamlText.of(form), record, Map.of());
  }

  private static Recipe read(String text, Path file, Map<String, String> environment) {
    Problems problems = new Problems();
    Optional<YamlNode> root = YamlReader.read(text, problems);
    if (root.isEmpty() && problems.isEmpty()) {
      problems.add(Position.START, "", "the recipe is empty; it needs at least name and media");
    }
    throwIfAny(problems, file);
    Found found = new Found();
    Path base = file.toAbsolutePath().normalize().resolveSibling("");
    RecordReader reader =
        new RecordReader(
            base,
            new DerivedDefaults(found)::of,
            new ProductKeys(base, environment)::choice,
            found,
            problems);
    Optional<Recipe> recipe = reader.read(root.orElseThrow(), Recipe.class);
    new RecipeChecks(found, problems).check();
    throwIfAny(problems, file);
    return recipe.orElseThrow();
  }

  private String text() {
    if (Files.isDirectory(file)) {
      throw unreadable("is a directory", "name a recipe file");
    }
    if (!Files.exists(file)) {
      throw unreadable("does not exist", "check the path; examples/ has recipes to start from");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw unreadable("is larger than 1 MiB", "name a recipe, not a medium or an image");
      }
      return WrittenText.decode(bytes);
    } catch (CharacterCodingException e) {
      throw unreadable("is not text in UTF-8 or UTF-16", "save it as UTF-8");
    } catch (IOException e) {
      throw new BuildException(
          Failure.RECIPE, file + " cannot be read: " + e, "check the file's permissions", e);
    }
  }

  private BuildException unreadable(String what, String remedy) {
    return new BuildException(Failure.RECIPE, "the recipe " + file + " " + what, remedy);
  }

  private static void throwIfAny(Problems problems, Path file) {
    String count = problems.count() == 1 ? "one problem" : problems.count() + " problems";
    problems.throwIfAny(
        Failure.RECIPE,
        file.toString(),
        "the recipe has " + count,
        "correct the recipe; docs/recipe.md describes every key");
  }
}
