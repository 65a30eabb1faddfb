import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr';
import type { FoundImage, ImageRegistry } from './image-registry.ts';

/**
 * `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`, or `@<digest>` in place of the tag; `dkr-ecr.<region>.on.aws` where the
 * registry answers by IPv6 as well, `ecr-fips` where its cryptography is FIPS's, and other domains in other partitions
 * (https://docs.aws.amazon.com/general/latest/gr/ecr.html).
 */
const ECR_IMAGE =
  /^(?<registryId>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?<region>[\w-]+)\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws|on\.amazonwebservices\.(?:com\.cn|eu))\/(?<repositoryName>[^:@]+)(?::(?<imageTag>[^@]+))?(?:@(?<imageDigest>sha256:[0-9a-f]{64}))?$/;

/**
 * Amazon ECR; images of other registries are unknown to it.
 *
 * @param clientFor a client for the Region that an image's name says
 */
export function ecrImages(clientFor: (region: string) => ECRClient): ImageRegistry {
  return {
    async find(image) {
      const { region, registryId, repositoryName, imageTag = 'latest', imageDigest } = partsOf(image);
      if (region === undefined) return { kind: 'unknown', reason: `${image} is kept outside of ECR` };
      try {
        const { imageDetails: [detail] = [] } = await clientFor(region).send(
          new DescribeImagesCommand({
            registryId,
            repositoryName,
            imageIds: [imageDigest === undefined ? { imageTag } : { imageDigest }],
          }),
        );
        const digest = detail?.imageDigest ?? imageDigest;
        return digest === undefined
          ? absent(image, 'ECR does not know its digest')
          : { kind: 'found', digest };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (/^(Image|Repository)NotFoundException$/.test(error.name)) return absent(image, error.message);
        if (error.name === 'AccessDeniedException')
          return { kind: 'unknown', reason: `${image} may not be looked at: ${error.message}` };
        throw error;
      }
    },
  };
}

/** The parts of an image's name, of which there are none where it is kept outside of ECR. */
export const partsOf = (image: string): Partial<Record<string, string>> =>
  ECR_IMAGE.exec(image)?.groups ?? {};

const absent = (image: string, why: string): FoundImage => ({
  kind: 'absent',
  reason: `there is no image ${image}: ${why}`,
});
