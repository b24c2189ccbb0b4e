package dev.casement.files;

import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads and writes Casement's own JSON files as records.
 *
 * <p>Records are made by reflection. Jackson itself calls a constructor by a method handle, for
 * which the JVM makes several classes at run time: that is worthwhile for the thousandth record,
 * not for the few of one command (docs/adr/0002-aot-cache-instead-of-native-image.md).
 */
public final class JsonRecords {
  /** Shared, since what it learns of a record takes longer than to read one. */
  public static final JsonMapper MAPPER = JsonMapper.builder().addModule(new Module()).build();

  private JsonRecords() {}

  /** A record as JSON for people to read, on several lines. */
  public static String indented(Object content) {
    return MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(content);
  }

  private static final class Module extends SimpleModule {
    private static final long serialVersionUID = 1;

    @Override
    public void setupModule(SetupContext context) {
      super.setupModule(context);
      context.addValueInstantiators(new Instantiators());
    }
  }

  private static final class Instantiators extends ValueInstantiators.Base {
    @Override
    public ValueInstantiator modifyValueInstantiator(
        DeserializationConfig config,
        BeanDescription.Supplier bean,
        ValueInstantiator instantiator) {
      return bean.getBeanClass().isRecord() && instantiator instanceof StdValueInstantiator usual
          ? new ByReflection(usual)
          : instantiator;
    }
  }

  private static final class ByReflection extends StdValueInstantiator {
    ByReflection(StdValueInstantiator usual) {
      super(usual);
    }

    @Override
    public Object createFromObjectWith(
        DeserializationContext context, @Nullable Object[] components) throws JacksonException {
      if (!(_withArgsCreator.getMember() instanceof Constructor<?> constructor)) {
        return super.createFromObjectWith(context, components);
      }
      try {
        return constructor.newInstance(components);
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        return context.handleInstantiationProblem(
            _valueClass, components, rewrapCtorProblem(context, e));
      }
    }
  }
}
