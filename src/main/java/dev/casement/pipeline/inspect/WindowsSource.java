package dev.casement.pipeline.inspect;

import dev.casement.guest.OptionalPlan;
import dev.casement.media.author.MediaFile;
import dev.casement.pipeline.acquire.Media;
import dev.casement.recipe.Machine.SetupMedium;
import dev.casement.unattend.DriverDirectories;
import dev.casement.verify.BaseImage;
import dev.casement.windows.Firmware;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Optional;

/**
 * What to install, and on which machine; read from the media where the recipe does not say.
 *
 * @param drivers where Setup finds the boot drivers on the driver medium
 * @param guestAgent whether the driver medium has the QEMU guest agent
 * @param optionals what run install adds to Windows
 * @param payload the files that run install needs for them in addition to its media
 * @param setupMediumChosen whether the recipe names the setup medium
 * @param base the image that Windows is in already; empty if Setup is to install it
 * @param standIn whether what it starts from is for rehearsals, and has no Windows
 * @param warnings what works but may not be intended
 */
public record WindowsSource(
    Media media,
    WindowsImage image,
    Release release,
    Firmware firmware,
    Optional<ProductKey> productKey,
    Optional<DriverDirectories> drivers,
    boolean guestAgent,
    OptionalPlan optionals,
    List<MediaFile> payload,
    SetupMedium setupMedium,
    boolean setupMediumChosen,
    Optional<BaseImage> base,
    boolean standIn,
    List<String> warnings) {}
