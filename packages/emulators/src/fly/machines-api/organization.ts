/** The one organisation of the emulated platform. */
export const organization = {
  id: 'emulated-org',
  internalNumericId: '1',
  name: 'Emulated',
  slug: 'personal',
  rawSlug: 'personal',
  type: 'PERSONAL',
  paidPlan: true,
  billable: true,
  viewerRole: 'admin',
  settings: {},
} as const;
