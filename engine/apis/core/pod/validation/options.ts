/**
 * What an update is forgiven because the old object had it already (PodValidationOptions); everything false is how a
 * new object is checked with v1.35's default feature gates.
 */
export interface PodValidationOptions {
  /** The object is a Pod, not a template in something else. */
  readonly resourceIsPod: boolean;
  readonly allowInvalidPodDeletionCost: boolean;
  readonly allowInvalidLabelValueInSelector: boolean;
  readonly allowInvalidLabelValueInRequiredNodeAffinity: boolean;
  readonly allowInvalidTopologySpreadConstraintLabelSelector: boolean;
  readonly allowIndivisibleHugePagesValues: boolean;
  readonly allowNonLocalProjectedTokenPath: boolean;
  readonly allowNamespacedSysctlsForHostNetAndHostIPC: boolean;
  readonly allowAnySELinuxChangePolicy: boolean;
  readonly oldPodViolatesMatchLabelKeysValidation: boolean;
  readonly allowUserNamespacesWithVolumeDevices: boolean;
  readonly allowUserNamespacesHostNetworkSupport: boolean;
  readonly allowTaintTolerationComparisonOperators: boolean;
  readonly allowRestartAllContainers: boolean;
}

/** For new templates. */
export const TEMPLATE_OPTIONS: PodValidationOptions = {
  resourceIsPod: false,
  allowInvalidPodDeletionCost: false,
  allowInvalidLabelValueInSelector: false,
  allowInvalidLabelValueInRequiredNodeAffinity: false,
  allowInvalidTopologySpreadConstraintLabelSelector: false,
  allowIndivisibleHugePagesValues: false,
  allowNonLocalProjectedTokenPath: false,
  allowNamespacedSysctlsForHostNetAndHostIPC: false,
  allowAnySELinuxChangePolicy: false,
  oldPodViolatesMatchLabelKeysValidation: false,
  allowUserNamespacesWithVolumeDevices: false,
  allowUserNamespacesHostNetworkSupport: false,
  allowTaintTolerationComparisonOperators: false,
  allowRestartAllContainers: false,
};

/** For new pods. */
export const POD_OPTIONS: PodValidationOptions = { ...TEMPLATE_OPTIONS, resourceIsPod: true };
