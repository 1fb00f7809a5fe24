interface Selection {
  readonly region?: string | undefined;
  /** The default is AWS_PROFILE, then `default`. */
  readonly profile?: string | undefined;
}

declare const region: {
  /** The Region for Serverless. @throws Error if nothing names one. */
  (variables: { options: Readonly<Record<string, string | undefined>> }): Promise<string>;
  /** The Region, or `undefined` if neither the option, the environment nor the profile names one. */
  findRegion(selection?: Selection): string | undefined;
  /** The refusal where {@link findRegion} finds none. */
  noRegion(profile?: string): string;
};

export = region;
