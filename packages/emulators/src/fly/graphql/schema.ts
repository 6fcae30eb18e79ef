/**
 * The part of Fly's GraphQL that flyctl 0.4.87 asks for when it looks at an app, deploys an image, scales, clones and sets secrets. Names and types are those
 * of its queries and of the structures it reads the answers into. Anything else gets the error of the GraphQL library, which names the field.
 */
import { buildSchema, type GraphQLSchema } from 'graphql';

const SDL = `
scalar BigInt
scalar JSON

type Query {
  app(name: String, internalId: String): App
  apps(first: Int, after: String, organizationId: ID, role: String): AppConnection!
  viewer: Viewer!
  currentUser: User!
  organization(id: ID, slug: String, name: String): Organization
  organizations(admin: Boolean, type: String): OrganizationConnection!
  personalOrganization: Organization!
  nearestRegion(wireguardGateway: Boolean): Region!
  platform: Platform!
  canPerformBluegreenDeployment(name: String!): Boolean!
  latestImageDetails(image: String!, flyVersion: String): ImageDetails
  latestImageTag(repository: String!, snapshotId: ID): String!
}

type Mutation {
  validateWireGuardPeers(input: ValidateWireGuardPeersInput!): ValidateWireGuardPeersPayload
  addWireGuardPeer(input: AddWireGuardPeerInput!): AddWireGuardPeerPayload
}
input ValidateWireGuardPeersInput { peerIps: [String!]! }
type ValidateWireGuardPeersPayload { invalidPeerIps: [String!]! }
input AddWireGuardPeerInput {
  organizationId: ID!
  region: String
  name: String!
  pubkey: String!
  network: String
  nats: Boolean
}
type AddWireGuardPeerPayload { peerip: String! endpointip: String! pubkey: String! }

union Viewer = User | Macaroon
type User { id: ID! email: String! name: String enablePaidHobby: Boolean! }
type Macaroon { email: String! }

type Organization {
  id: ID!
  internalNumericId: BigInt!
  slug: String!
  rawSlug: String!
  name: String!
  type: String!
  paidPlan: Boolean!
  billable: Boolean!
  viewerRole: String!
  settings: JSON
}
type OrganizationConnection { nodes: [Organization!]! }

type Region { code: String! name: String! gatewayAvailable: Boolean! deprecated: Boolean! }
type Platform { requestRegion: String regions: [Region!]! }

type ImageDetails { registry: String repository: String tag: String digest: String version: String }
type Image { id: ID! digest: String! ref: String! compressedSizeFull: BigInt! manifest: JSON }

type Release {
  id: ID!
  evaluationId: String
  version: Int!
  status: String!
  inProgress: Boolean!
  stable: Boolean!
  imageRef: String
  description: String!
  reason: String!
  configDefinition: JSON
  createdAt: String!
  user: User
}
type ReleaseConnection { nodes: [Release!]! }

type App {
  id: ID!
  internalNumericId: BigInt!
  name: String!
  hostname: String!
  cnameTarget: String
  deployed: Boolean!
  network: String
  status: String!
  version: Int!
  createdAt: String!
  appUrl: String
  platformVersion: String
  organization: Organization!
  role: AppRole
  config: AppConfig!
  currentRelease: Release
  currentReleaseUnprocessed: Release
  releases(first: Int): ReleaseConnection!
  releasesUnprocessed(first: Int): ReleaseConnection!
  image(ref: String!): Image
  imageDetails: ImageDetails
}
type AppRole { name: String! }
type AppConfig { definition: JSON! }
type AppConnection { nodes: [App!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String! }
`;

export const schema: GraphQLSchema = buildSchema(SDL);
