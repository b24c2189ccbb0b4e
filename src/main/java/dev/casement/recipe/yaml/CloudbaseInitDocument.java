package dev.casement.recipe.yaml;

import dev.casement.guest.CloudbaseInitSettings.MetadataService;
import dev.casement.guest.CloudbaseInitSettings.PasswordChange;
import dev.casement.guest.CloudbaseInitSettings.Start;
import dev.casement.guest.CloudbaseInitSettings.WinRm;
import dev.casement.unattend.Account;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cloudbase-init is told. */
record CloudbaseInitDocument(
    @Key(
            value = "The account that it creates or reuses, and whose password it" + " sets.",
            standard = "Admin")
        @Form(
            value = Account.FORM,
            says = "a Windows account name: 1 to 20 characters, none of \"/\\[]:;|=,+*?<>@%")
        @Nullable String username,
    @Key(value = "The local groups that the account joins.", standard = "[Administrators]")
        @Form(
            value = "[^\\s,\\x00-\\x1F\\x7F-\\x9F]+( [^\\s,\\x00-\\x1F\\x7F-\\x9F]+)*",
            says = "the name of a group, such as Remote Desktop Users, without commas")
        @Nullable List<String> groups,
    @Key(value = "The metadata services to ask, in this order.", standard = "[http, config-drive]")
        @Nullable List<MetadataService> metadataServices,
    @Key("The address of the http metadata service. Default: OpenStack's usual address.")
        @Nullable URI metadataUrl,
    @Key(value = "How many times to try a service that does not answer.", standard = "5")
        @Bounds(least = "1", most = "1000")
        @Nullable Integer retries,
    @Key(value = "Whether to use the password in the metadata, if there is one.", standard = "true")
        @Nullable Boolean injectPassword,
    @Key(value = "The length of the password that it generates otherwise.", standard = "20")
        @Bounds(least = "8", most = "127")
        @Nullable Integer passwordLength,
    @Key(
            value =
                "When the password must be changed at the first logon, which needs the console:"
                    + " never, injected (when it came from the metadata) or always.",
            standard = "never")
        @Nullable PasswordChange changePassword,
    @Key(value = "The listener that it creates for Windows Remote Management.", standard = "https")
        @Nullable WinRm winRm,
    @Key(value = "Whether it activates Windows.", standard = "false") @Nullable Boolean activate,
    @Key("The KMS host, with or without a port. Default: the one found in DNS.")
        @Form(value = "[A-Za-z0-9.-]+(:[0-9]{1,5})?", says = "a host such as kms.example.org:1688")
        @Nullable String kmsHost,
    @Key(value = "Whether user data and the output of scripts are logged too.", standard = "false")
        @Nullable Boolean debug,
    @Key(
            value = "Whether its log also goes to COM1, which `openstack console log` shows.",
            standard = "true")
        @Nullable Boolean console,
    @Key(
            value =
                "Whether the hardware clock of instances runs in universal time; with Nova it"
                    + " shows the time of the compute host's own zone, usually UTC.",
            standard = "false")
        @Nullable Boolean realTimeClockUtc,
    @Key(
            value =
                "When its service starts: after-setup, by SetupComplete.cmd, or delayed, two"
                    + " minutes after every boot.",
            standard = "after-setup")
        @Nullable Start start,
    @Key(
            value = "Whether its service runs as LocalSystem, not with an account of its own.",
            standard = "false")
        @Nullable Boolean localSystem) {}
