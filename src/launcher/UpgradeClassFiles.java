import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Copies jars into a directory, {@code UpgradeClassFiles DIRECTORY JAR...}, and rewrites the classes
 * that the JVM's AOT cache would leave out: those older than Java 6, which have no stack maps.
 *
 * <p>picocli is compiled for Java 5, so without this none of it is cached, and a start takes twice as
 * long (docs/adr/0002-aot-cache-instead-of-native-image.md).
 */
final class UpgradeClassFiles {
  /** The first class file version with stack maps, Java 6: JVMS 25, section 4.10. */
  private static final int FIRST_WITH_STACK_MAPS = 50;

  /** Java 8, the first version for which all verification is by stack maps and lambdas are there. */
  private static final int UPGRADED = 52;

  private final ClassFile classFile;

  private UpgradeClassFiles(ClassLoader jars) {
    this.classFile =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ConstantPoolSharingOption.NEW_POOL,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(jars)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    List<Path> jars = Arrays.stream(args).skip(1).map(Path::of).toList();
    URL[] urls = jars.stream().map(UpgradeClassFiles::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls)) {
      UpgradeClassFiles upgrade = new UpgradeClassFiles(loader);
      for (Path jar : jars) {
        upgrade.copy(jar, directory.resolve(jar.getFileName()));
      }
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile(), false)) {
      if (oldClasses(jar).isEmpty()) {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        return;
      }
      rewrite(jar, to);
    }
  }

  private static List<JarEntry> oldClasses(JarFile jar) throws IOException {
    List<JarEntry> old = new ArrayList<>();
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (isOldClass(entry, jar)) {
        old.add(entry);
      }
    }
    return old;
  }

  private static boolean isOldClass(JarEntry entry, JarFile jar) throws IOException {
    if (!entry.getName().endsWith(".class")) {
      return false;
    }
    try (var in = jar.getInputStream(entry)) {
      byte[] head = in.readNBytes(8);
      return head.length == 8 && ((head[6] & 0xff) << 8 | head[7] & 0xff) < FIRST_WITH_STACK_MAPS;
    }
  }

  private void rewrite(JarFile jar, Path to) throws IOException {
    try (OutputStream file = Files.newOutputStream(to);
        JarOutputStream out = new JarOutputStream(file)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        JarEntry copy = new JarEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        try (var in = jar.getInputStream(entry)) {
          byte[] bytes = in.readAllBytes();
          out.write(isOldClass(entry, jar) ? upgrade(bytes) : bytes);
        }
        out.closeEntry();
      }
    }
  }

  private byte[] upgrade(byte[] bytes) {
    ClassModel model = classFile.parse(bytes);
    // Rebuilding each method body is what makes its stack maps; the version asks for them.
    ClassTransform bodies =
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(UPGRADED, 0);
          } else {
            builder.with(element);
          }
        };
    return classFile.transformClass(model, bodies.andThen(version));
  }
}
