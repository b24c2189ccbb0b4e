package dev.casement.recipe;

import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import dev.casement.recipe.key.OneOf;
import dev.casement.recipe.key.Shorthand;
import dev.casement.report.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** A product key, or where to find it. */
@Shorthand("key")
@OneOf(
    value = {"key", "env", "file"},
    required = true)
public record ProductKeyForm(
    @Key("kms, none, or the key itself.")
        @Form(
            value = "kms|none|[A-Za-z0-9]{5}(-[A-Za-z0-9]{5}){4}",
            says =
                "kms, none, or a key of five groups of five such as"
                    + " XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        Optional<Secret> key,
    @Key("The environment variable that holds the key.")
        @Form(value = "[A-Za-z_][A-Za-z0-9_]*", says = "the name of an environment variable")
        Optional<String> env,
    @Key("A file that holds the key; relative to the recipe's directory.") Optional<Path> file) {}
