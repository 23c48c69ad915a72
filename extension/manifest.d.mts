/** What both browsers' manifests have; the rest is for the browser to read. */
export interface Manifest {
  permissions: string[];
  host_permissions: string[];
  content_security_policy: { extension_pages: string };
}
export function manifest(browser: 'chromium' | 'firefox', version: string): Manifest;
export const reasons: Record<'permissions' | 'chromiumPermissions' | 'hosts', Record<string, string>>;
