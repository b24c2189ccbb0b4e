/**
 * Configuration of a cloud, authentication with Keystone, addresses of services, and the meaning of
 * refusals. Sending requests is the task of {@code dev.casement.http}; what they ask for, that of
 * each service's package.
 */
@NullMarked
package dev.casement.openstack.cloud;

import org.jspecify.annotations.NullMarked;
