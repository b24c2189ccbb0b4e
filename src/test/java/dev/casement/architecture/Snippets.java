package dev.casement.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles Java sources given as text, so that a rule can be shown code that breaks it. */
final class Snippets {
  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface|record) (\\w+)");

  private Snippets() {}

  /** Each source is one compilation unit; the classes go to {@code directory}. */
  static JavaClasses compile(Path directory, List<String> sources) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> units = sources.stream().<JavaFileObject>map(Unit::new).toList();
    List<String> options =
        List.of(
            "-d",
            directory.toString(),
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"));
    if (!compiler.getTask(null, null, null, options, null, units).call()) {
      throw new IllegalArgumentException("does not compile: " + sources);
    }
    return new ClassFileImporter().importPath(directory);
  }

  private static final class Unit extends SimpleJavaFileObject {
    private final String source;

    Unit(String source) {
      super(uri(source), Kind.SOURCE);
      this.source = source;
    }

    private static URI uri(String source) {
      String name = source.contains("package-info") ? "package-info" : first(TYPE, source);
      return URI.create(
          "string:///" + first(PACKAGE, source).replace('.', '/') + "/" + name + ".java");
    }

    private static String first(Pattern pattern, String source) {
      Matcher matcher = pattern.matcher(source);
      if (!matcher.find()) {
        throw new IllegalArgumentException("no " + pattern + " in " + source);
      }
      return matcher.group(1);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
