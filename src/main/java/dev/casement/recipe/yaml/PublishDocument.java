package dev.casement.recipe.yaml;

import dev.casement.openstack.image.Visibility;
import dev.casement.openstack.publish.PublishOrder.Older;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the image is put, and as what. */
@Shorthand("cloud")
@OneOf(
    value = {"cloud", "clouds"},
    required = false)
record PublishDocument(
    @Key("A cloud of clouds.yaml. Default: what OS_CLOUD or the OS_ variables say.")
        @Nullable String cloud,
    @Key("Several clouds, published to at the same time.") @Nullable List<String> clouds,
    @Key("The regions of each cloud. Default: the one in clouds.yaml.")
        @Nullable List<String> regions,
    @Key("The name under which users find it; the newest image has it. Default: the recipe's.")
        @Form(
            value = "[^\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029\\uD800-\\uDFFF\\uFFFE\\uFFFF]{1,238}",
            says = "a name of at most 238 characters, in one line")
        @Nullable String name,
    @Key("Who may see the image. Default: private, or shared when there is share.")
        @Nullable Visibility visibility,
    @Key(value = "Whether the store refuses to delete the image.", standard = "false")
        @Nullable Boolean protect,
    @Key("Tags of the image.") @Nullable List<String> tags,
    @Key(
            "Image properties that override those derived from the build; one with an empty value"
                + " is left out.")
        @Nullable Map<String, String> properties,
    @Key("The projects, by id, that may see the image.")
        @Form(value = "[A-Za-z0-9_-]{1,64}", says = "the id of a project")
        @Nullable List<String> share,
    @Key("How many images of this recipe to keep as they are, including this one. Default: all.")
        @Bounds(least = "1", most = "10000")
        @Nullable Integer keep,
    @Key(value = "What keep does with older images.", standard = "hide") @Nullable Older older) {}
