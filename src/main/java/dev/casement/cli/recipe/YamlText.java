package dev.casement.cli.recipe;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Writes maps, lists, strings, numbers and booleans as YAML, in the form of a recipe. */
public final class YamlText {
  private YamlText() {}

  public static String of(Object value) {
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(120).build();
    return new Dump(settings).dumpToString(value);
  }
}
