/**
 * The fields of Kubernetes' internal types (pkg/apis/core and pkg/apis/batch, v1.35) in their order, as far as pod
 * templates, Jobs and volumes reach: error messages print objects in this form, not in that of the API.
 *
 * One type per entry, `Type| Field=json:kind …`; a json name that is the field's with a small letter is left out, as is
 * the kind of a string. Kinds: `b` bool, `i` number, `[` list, `{` map, `*` pointer, a type's name; `+` inlines a type.
 */
export const INTERNAL_LAYOUT = `
AWSElasticBlockStoreVolumeSource| VolumeID FSType=fsType Partition:i ReadOnly:b
Affinity| NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAntiAffinity
AppArmorProfile| Type LocalhostProfile:*
AzureDiskVolumeSource| DiskName DataDiskURI=diskURI CachingMode:* FSType=fsType:* ReadOnly:*b Kind:*
AzureFilePersistentVolumeSource| SecretName ShareName ReadOnly:b SecretNamespace:*
AzureFileVolumeSource| SecretName ShareName ReadOnly:b
CSIPersistentVolumeSource| Driver VolumeHandle ReadOnly:b FSType=fsType VolumeAttributes:{
  ControllerPublishSecretRef:*SecretReference NodeStageSecretRef:*SecretReference
  NodePublishSecretRef:*SecretReference ControllerExpandSecretRef:*SecretReference
  NodeExpandSecretRef:*SecretReference
CSIVolumeSource| Driver ReadOnly:*b FSType=fsType:* VolumeAttributes:{ NodePublishSecretRef:*LocalObjectReference
Capabilities| Add:[ Drop:[
CephFSPersistentVolumeSource| Monitors:[ Path User SecretFile SecretRef:*SecretReference ReadOnly:b
CephFSVolumeSource| Monitors:[ Path User SecretFile SecretRef:*LocalObjectReference ReadOnly:b
CinderPersistentVolumeSource| VolumeID FSType=fsType ReadOnly:b SecretRef:*SecretReference
CinderVolumeSource| VolumeID FSType=fsType ReadOnly:b SecretRef:*LocalObjectReference
ClusterTrustBundleProjection| Name:* SignerName:* LabelSelector:*LabelSelector Optional:*b Path
ConfigMapEnvSource| +LocalObjectReference Optional:*b
ConfigMapKeySelector| +LocalObjectReference Key Optional:*b
ConfigMapProjection| +LocalObjectReference Items:[KeyToPath Optional:*b
ConfigMapVolumeSource| +LocalObjectReference Items:[KeyToPath DefaultMode:*i Optional:*b
Container| Name Image Command:[ Args:[ WorkingDir Ports:[ContainerPort EnvFrom:[EnvFromSource Env:[EnvVar
  Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy RestartPolicy:*
  RestartPolicyRules:[ContainerRestartRule VolumeMounts:[VolumeMount VolumeDevices:[VolumeDevice
  LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath
  TerminationMessagePolicy ImagePullPolicy SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b
ContainerPort| Name HostPort:i ContainerPort:i Protocol HostIP
ContainerResizePolicy| ResourceName RestartPolicy
ContainerRestartRule| Action ExitCodes:*ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes| Operator Values:[i
DownwardAPIProjection| Items:[DownwardAPIVolumeFile
DownwardAPIVolumeFile| Path FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector Mode:*i
DownwardAPIVolumeSource| Items:[DownwardAPIVolumeFile DefaultMode:*i
EmptyDirVolumeSource| Medium SizeLimit:*Quantity
EnvFromSource| Prefix ConfigMapRef:*ConfigMapEnvSource SecretRef:*SecretEnvSource
EnvVar| Name Value ValueFrom:*EnvVarSource
EnvVarSource| FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector
  ConfigMapKeyRef:*ConfigMapKeySelector SecretKeyRef:*SecretKeySelector FileKeyRef:*FileKeySelector
EphemeralContainer| +EphemeralContainerCommon TargetContainerName
EphemeralContainerCommon| Name Image Command:[ Args:[ WorkingDir Ports:[ContainerPort EnvFrom:[EnvFromSource
  Env:[EnvVar Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy RestartPolicy:*
  RestartPolicyRules:[ContainerRestartRule VolumeMounts:[VolumeMount VolumeDevices:[VolumeDevice
  LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath
  TerminationMessagePolicy ImagePullPolicy SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b
EphemeralVolumeSource| VolumeClaimTemplate:*PersistentVolumeClaimTemplate
ExecAction| Command:[
FCVolumeSource| TargetWWNs:[ Lun:*i FSType=fsType ReadOnly:b WWIDs=wwids:[
FileKeySelector| VolumeName Path Key Optional:*b
FlexPersistentVolumeSource| Driver FSType=fsType SecretRef:*SecretReference ReadOnly:b Options:{
FlexVolumeSource| Driver FSType=fsType SecretRef:*LocalObjectReference ReadOnly:b Options:{
FlockerVolumeSource| DatasetName DatasetUUID
GCEPersistentDiskVolumeSource| PDName=pdName FSType=fsType Partition:i ReadOnly:b
GRPCAction| Port:i Service:*
GitRepoVolumeSource| Repository Revision Directory
GlusterfsPersistentVolumeSource| EndpointsName=endpoints Path ReadOnly:b EndpointsNamespace:*
GlusterfsVolumeSource| EndpointsName=endpoints Path ReadOnly:b
HTTPGetAction| Path Port:IntOrString Host Scheme HTTPHeaders=httpHeaders:[HTTPHeader
HTTPHeader| Name Value
HostAlias| IP=ip Hostnames:[
HostPathVolumeSource| Path Type:*
ISCSIPersistentVolumeSource| TargetPortal IQN=iqn Lun:i ISCSIInterface=iscsiInterface FSType=fsType ReadOnly:b
  Portals:[ DiscoveryCHAPAuth=chapAuthDiscovery:b SessionCHAPAuth=chapAuthSession:b SecretRef:*SecretReference
  InitiatorName:*
ISCSIVolumeSource| TargetPortal IQN=iqn Lun:i ISCSIInterface=iscsiInterface FSType=fsType ReadOnly:b Portals:[
  DiscoveryCHAPAuth=chapAuthDiscovery:b SessionCHAPAuth=chapAuthSession:b SecretRef:*LocalObjectReference
  InitiatorName:*
ImageVolumeSource| Reference PullPolicy
JobSpec| Parallelism:*i Completions:*i PodFailurePolicy:*PodFailurePolicy SuccessPolicy:*SuccessPolicy
  ActiveDeadlineSeconds:*i BackoffLimit:*i BackoffLimitPerIndex:*i MaxFailedIndexes:*i Selector:*LabelSelector
  ManualSelector:*b Template:PodTemplateSpec TTLSecondsAfterFinished=ttlSecondsAfterFinished:*i CompletionMode:*
  Suspend:*b PodReplacementPolicy:* ManagedBy:*
KeyToPath| Key Path Mode:*i
Lifecycle| PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:*
LifecycleHandler| Exec:*ExecAction HTTPGet=httpGet:*HTTPGetAction TCPSocket=tcpSocket:*TCPSocketAction
  Sleep:*SleepAction
LocalObjectReference| Name
LocalVolumeSource| Path FSType=fsType:*
NFSVolumeSource| Server Path ReadOnly:b
NodeAffinity| RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector
  PreferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm
NodeSelector| NodeSelectorTerms:[NodeSelectorTerm
NodeSelectorRequirement| Key Operator Values:[
NodeSelectorTerm| MatchExpressions:[NodeSelectorRequirement MatchFields:[NodeSelectorRequirement
ObjectFieldSelector| APIVersion=apiVersion FieldPath
ObjectReference| Kind Namespace Name UID=uid APIVersion=apiVersion ResourceVersion FieldPath
PersistentVolumeClaimSpec| AccessModes:[ Selector:*LabelSelector Resources:VolumeResourceRequirements VolumeName
  StorageClassName:* VolumeMode:* DataSource:*TypedLocalObjectReference DataSourceRef:*TypedObjectReference
  VolumeAttributesClassName:*
PersistentVolumeClaimTemplate| +ObjectMeta Spec:PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource| ClaimName ReadOnly:b
PersistentVolumeSource| GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDiskVolumeSource
  AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource HostPath:*HostPathVolumeSource
  Glusterfs:*GlusterfsPersistentVolumeSource NFS=nfs:*NFSVolumeSource RBD=rbd:*RBDPersistentVolumeSource
  Quobyte:*QuobyteVolumeSource ISCSI=iscsi:*ISCSIPersistentVolumeSource FlexVolume:*FlexPersistentVolumeSource
  Cinder:*CinderPersistentVolumeSource CephFS=cephfs:*CephFSPersistentVolumeSource FC=fc:*FCVolumeSource
  Flocker:*FlockerVolumeSource AzureFile:*AzureFilePersistentVolumeSource
  VsphereVolume:*VsphereVirtualDiskVolumeSource AzureDisk:*AzureDiskVolumeSource
  PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource PortworxVolume:*PortworxVolumeSource
  ScaleIO:*ScaleIOPersistentVolumeSource Local:*LocalVolumeSource
  StorageOS=storageos:*StorageOSPersistentVolumeSource CSI=csi:*CSIPersistentVolumeSource
PersistentVolumeSpec| Capacity:{Quantity +PersistentVolumeSource AccessModes:[ ClaimRef:*ObjectReference
  PersistentVolumeReclaimPolicy StorageClassName MountOptions:[ VolumeMode:* NodeAffinity:*VolumeNodeAffinity
  VolumeAttributesClassName:*
PhotonPersistentDiskVolumeSource| PdID FSType=fsType
PodAffinity| RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm
  PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm
PodAffinityTerm| LabelSelector:*LabelSelector Namespaces:[ TopologyKey NamespaceSelector:*LabelSelector
  MatchLabelKeys:[ MismatchLabelKeys:[
PodAntiAffinity| RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm
  PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm
PodCertificateProjection| SignerName KeyType MaxExpirationSeconds:*i CredentialBundlePath KeyPath
  CertificateChainPath UserAnnotations:{
PodDNSConfig| Nameservers:[ Searches:[ Options:[PodDNSConfigOption
PodDNSConfigOption| Name Value:*
PodFailurePolicy| Rules:[PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement| ContainerName:* Operator Values:[i
PodFailurePolicyOnPodConditionsPattern| Type Status
PodFailurePolicyRule| Action OnExitCodes:*PodFailurePolicyOnExitCodesRequirement
  OnPodConditions:[PodFailurePolicyOnPodConditionsPattern
PodOS| Name
PodReadinessGate| ConditionType
PodResourceClaim| Name ResourceClaimName:* ResourceClaimTemplateName:*
PodSchedulingGate| Name
PodSecurityContext| HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:*b HostUsers:*b
  SELinuxOptions=seLinuxOptions:*SELinuxOptions WindowsOptions:*WindowsSecurityContextOptions RunAsUser:*i
  RunAsGroup:*i RunAsNonRoot:*b SupplementalGroups:[i SupplementalGroupsPolicy:* FSGroup=fsGroup:*i
  FSGroupChangePolicy=fsGroupChangePolicy:* Sysctls:[Sysctl SeccompProfile:*SeccompProfile
  AppArmorProfile:*AppArmorProfile SELinuxChangePolicy=seLinuxChangePolicy:*
PodSpec| Volumes:[Volume InitContainers:[Container Containers:[Container EphemeralContainers:[EphemeralContainer
  RestartPolicy TerminationGracePeriodSeconds:*i ActiveDeadlineSeconds:*i DNSPolicy=dnsPolicy NodeSelector:{
  ServiceAccountName AutomountServiceAccountToken:*b NodeName SecurityContext:*PodSecurityContext
  ImagePullSecrets:[LocalObjectReference Hostname Subdomain SetHostnameAsFQDN:*b Affinity:*Affinity SchedulerName
  Tolerations:[Toleration HostAliases:[HostAlias PriorityClassName Priority:*i PreemptionPolicy:*
  DNSConfig=dnsConfig:*PodDNSConfig ReadinessGates:[PodReadinessGate RuntimeClassName:* Overhead:{Quantity
  EnableServiceLinks:*b TopologySpreadConstraints:[TopologySpreadConstraint OS=os:*PodOS
  SchedulingGates:[PodSchedulingGate ResourceClaims:[PodResourceClaim Resources:*ResourceRequirements
  HostnameOverride:* WorkloadRef:*WorkloadReference
PodTemplateSpec| +ObjectMeta Spec:PodSpec
PortworxVolumeSource| VolumeID FSType=fsType ReadOnly:b
PreferredSchedulingTerm| Weight:i Preference:NodeSelectorTerm
Probe| +ProbeHandler InitialDelaySeconds:i TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i FailureThreshold:i
  TerminationGracePeriodSeconds:*i
ProbeHandler| Exec:*ExecAction HTTPGet=httpGet:*HTTPGetAction TCPSocket=tcpSocket:*TCPSocketAction
  GRPC=grpc:*GRPCAction
ProjectedVolumeSource| Sources:[VolumeProjection DefaultMode:*i
QuobyteVolumeSource| Registry Volume ReadOnly:b User Group Tenant
RBDPersistentVolumeSource| CephMonitors=monitors:[ RBDImage=image FSType=fsType RBDPool=pool RadosUser=user Keyring
  SecretRef:*SecretReference ReadOnly:b
RBDVolumeSource| CephMonitors=monitors:[ RBDImage=image FSType=fsType RBDPool=pool RadosUser=user Keyring
  SecretRef:*LocalObjectReference ReadOnly:b
ResourceClaim| Name Request
ResourceFieldSelector| ContainerName Resource Divisor:Quantity
ResourceRequirements| Limits:{Quantity Requests:{Quantity Claims:[ResourceClaim
SELinuxOptions| User Role Type Level
ScaleIOPersistentVolumeSource| Gateway System SecretRef:*SecretReference SSLEnabled=sslEnabled:b ProtectionDomain
  StoragePool StorageMode VolumeName FSType=fsType ReadOnly:b
ScaleIOVolumeSource| Gateway System SecretRef:*LocalObjectReference SSLEnabled=sslEnabled:b ProtectionDomain
  StoragePool StorageMode VolumeName FSType=fsType ReadOnly:b
SeccompProfile| Type LocalhostProfile:*
SecretEnvSource| +LocalObjectReference Optional:*b
SecretKeySelector| +LocalObjectReference Key Optional:*b
SecretProjection| +LocalObjectReference Items:[KeyToPath Optional:*b
SecretReference| Name Namespace
SecretVolumeSource| SecretName Items:[KeyToPath DefaultMode:*i Optional:*b
SecurityContext| Capabilities:*Capabilities Privileged:*b SELinuxOptions=seLinuxOptions:*SELinuxOptions
  WindowsOptions:*WindowsSecurityContextOptions RunAsUser:*i RunAsGroup:*i RunAsNonRoot:*b ReadOnlyRootFilesystem:*b
  AllowPrivilegeEscalation:*b ProcMount:* SeccompProfile:*SeccompProfile AppArmorProfile:*AppArmorProfile
ServiceAccountTokenProjection| Audience ExpirationSeconds:i Path
SleepAction| Seconds:i
StorageOSPersistentVolumeSource| VolumeName VolumeNamespace FSType=fsType ReadOnly:b SecretRef:*ObjectReference
StorageOSVolumeSource| VolumeName VolumeNamespace FSType=fsType ReadOnly:b SecretRef:*LocalObjectReference
SuccessPolicy| Rules:[SuccessPolicyRule
SuccessPolicyRule| SucceededIndexes:* SucceededCount:*i
Sysctl| Name Value
TCPSocketAction| Port:IntOrString Host
Toleration| Key Operator Value Effect TolerationSeconds:*i
TopologySpreadConstraint| MaxSkew:i TopologyKey WhenUnsatisfiable LabelSelector:*LabelSelector MinDomains:*i
  NodeAffinityPolicy:* NodeTaintsPolicy:* MatchLabelKeys:[
TypedLocalObjectReference| APIGroup=apiGroup:* Kind Name
TypedObjectReference| APIGroup=apiGroup:* Kind Name Namespace:*
Volume| Name +VolumeSource
VolumeDevice| Name DevicePath
VolumeMount| Name ReadOnly:b RecursiveReadOnly:* MountPath SubPath MountPropagation:* SubPathExpr
VolumeNodeAffinity| Required:*NodeSelector
VolumeProjection| Secret:*SecretProjection DownwardAPI:*DownwardAPIProjection ConfigMap:*ConfigMapProjection
  ServiceAccountToken:*ServiceAccountTokenProjection ClusterTrustBundle:*ClusterTrustBundleProjection
  PodCertificate:*PodCertificateProjection
VolumeResourceRequirements| Limits:{Quantity Requests:{Quantity
VolumeSource| HostPath:*HostPathVolumeSource EmptyDir:*EmptyDirVolumeSource
  GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDiskVolumeSource
  AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource GitRepo:*GitRepoVolumeSource
  Secret:*SecretVolumeSource NFS=nfs:*NFSVolumeSource ISCSI=iscsi:*ISCSIVolumeSource
  Glusterfs:*GlusterfsVolumeSource PersistentVolumeClaim:*PersistentVolumeClaimVolumeSource RBD=rbd:*RBDVolumeSource
  Quobyte:*QuobyteVolumeSource FlexVolume:*FlexVolumeSource Cinder:*CinderVolumeSource
  CephFS=cephfs:*CephFSVolumeSource Flocker:*FlockerVolumeSource DownwardAPI:*DownwardAPIVolumeSource
  FC=fc:*FCVolumeSource AzureFile:*AzureFileVolumeSource ConfigMap:*ConfigMapVolumeSource
  VsphereVolume:*VsphereVirtualDiskVolumeSource AzureDisk:*AzureDiskVolumeSource
  PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource Projected:*ProjectedVolumeSource
  PortworxVolume:*PortworxVolumeSource ScaleIO:*ScaleIOVolumeSource StorageOS=storageos:*StorageOSVolumeSource
  CSI=csi:*CSIVolumeSource Ephemeral:*EphemeralVolumeSource Image:*ImageVolumeSource
VsphereVirtualDiskVolumeSource| VolumePath FSType=fsType StoragePolicyName StoragePolicyID
WeightedPodAffinityTerm| Weight:i PodAffinityTerm:PodAffinityTerm
WindowsSecurityContextOptions| GMSACredentialSpecName=gmsaCredentialSpecName:*
  GMSACredentialSpec=gmsaCredentialSpec:* RunAsUserName:* HostProcess:*b
WorkloadReference| Name PodGroup PodGroupReplicaKey
`;
