package dev.casement.recipe.yaml;

import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.NonPrintableStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/** Writes maps, lists, strings, numbers and booleans as YAML, in the form of a recipe. */
public final class YamlText {
  /** Text that no YAML reader takes for a boolean, null or syntax. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?!(?i:true|false|null|yes|no|on|off)$)(?:\\.\\./)*[A-Za-z]\\w*(?:[-./ ]+\\w+)*");

  private YamlText() {}

  public static String of(Object value) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setWidth(120)
            // Recipes have no anchors, but two empty lists may be the same object.
            .setDereferenceAliases(true)
            .build();
    return new Dump(settings).dumpToString(value);
  }

  /** Writes a scalar on one line that reads back as this text, quoted if necessary. */
  public static String scalar(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultScalarStyle(ScalarStyle.DOUBLE_QUOTED)
            .setNonPrintableStyle(NonPrintableStyle.ESCAPE)
            .setSplitLines(false)
            .build();
    return new Dump(settings).dumpToString(text).strip();
  }
}
